import { createTheme, type MantineColorsTuple } from '@mantine/core'

// Slate instead of Mantine's neutral greys: calmer under coloured phases.
const slate: MantineColorsTuple = ['#f6f8fb', '#eef1f6', '#dfe4ec', '#ccd3de', '#aab4c3', '#8491a4', '#64748b', '#475569', '#2f3b4d', '#1b2432']
const night: MantineColorsTuple = ['#d5dbe5', '#b4bdcb', '#96a1b2', '#667287', '#3a4455', '#2b3443', '#1f2734', '#171e29', '#10161f', '#0b1018']

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 6 },
  colors: { gray: slate, dark: night },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  headings: { fontFamily: '"Inter Variable", system-ui, sans-serif' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
  respectReducedMotion: true,
})
