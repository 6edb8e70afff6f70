import { Text } from '@mantine/core'
import { t } from '../i18n/t'
import classes from './KernelObjects.module.css'

const shown = 500

interface Props {
  objects: string[]
  /** Those that the kernel does not hold; undefined where nobody has looked. */
  missing?: ReadonlySet<string>
  label: string
}

/** Objects of a node's kernel in the words of ip and nft, one a line: the kind first. */
export function KernelObjects({ objects, missing, label }: Props) {
  const isMissing = (text: string) => missing?.has(text) ?? false
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- wide lines are scrolled to by keyboard */}
      <div className={classes.frame} tabIndex={0} role="region" aria-label={label}>
        {objects.slice(0, shown).map((text) => {
          const [kind = '', ...rest] = text.split(' ')
          return (
            <div key={text} className={classes.object} data-missing={isMissing(text) || undefined} title={isMissing(text) ? t('not in the kernel') : undefined}>
              <span className={classes.kind}>{kind}</span>
              <span>{rest.join(' ')}</span>
            </div>
          )
        })}
        {objects.length === 0 && <div className={classes.object}>–</div>}
      </div>
      {objects.length > shown && <Text fz="xs" c="dimmed" mt={4}>{t('The first {count} are shown.', { count: shown })}</Text>}
    </>
  )
}
