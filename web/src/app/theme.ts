import { createTheme, type MantineColorsTuple } from '@mantine/core'

// Slate instead of Mantine's neutral greys: calmer under coloured phases.
const slate: MantineColorsTuple = ['#f7f9fc', '#eff3f8', '#e7ecf3', '#dfe5ee', '#d3dbe6', '#94a1b5', '#5c6b81', '#475569', '#2f3b4d', '#1b2432']
const night: MantineColorsTuple = ['#d5dbe5', '#b4bdcb', '#96a1b2', '#667287', '#3a4455', '#2b3443', '#1f2734', '#171e29', '#10161f', '#0b1018']

// Chinese comes from the machine, as a web font of it would weigh megabytes.
const fonts = '"Inter Variable", system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 7 },
  colors: { gray: slate, dark: night },
  fontFamily: fonts,
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  headings: { fontFamily: fonts },
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
  respectReducedMotion: true,
  black: '#16202e',
  components: {
    // A dialog's header is no banner of the page.
    Modal: { defaultProps: { attributes: { header: { role: 'presentation' } } }, styles: { title: { fontSize: 18, fontWeight: 650 } } },
    Drawer: { defaultProps: { attributes: { header: { role: 'presentation' } } }, styles: { title: { flex: 1 } } },
  },
})
