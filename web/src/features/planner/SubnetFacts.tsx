import { Group, Text } from '@mantine/core'
import type { SubnetAnswer } from '../../shared/api/types'
import { countText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { Facts } from '../../shared/ui/Facts'
import { Mono } from '../../shared/ui/Mono'

const shown = 64

/** A CIDR's addresses, and the parts that it was split into. */
export function SubnetFacts({ answer: { subnet, split } }: { answer: SubnetAnswer }) {
  const { cidr, first, last, netmask, broadcast, gateway, firstUsable, lastUsable, count, usable, supernet } = subnet
  const mono = (text: string | null | undefined) => (text == null ? '–' : <Mono>{text}</Mono>)
  return (
    <>
      <Facts
        facts={[
          ['CIDR', mono(cidr)],
          [t('Addresses'), <span key="range"><Mono>{first}</Mono> – <Mono>{last}</Mono> ({countText(count)})</span>],
          ...(netmask == null ? [] : [[t('Netmask'), mono(netmask)] as [string, React.ReactNode]]),
          ...(broadcast == null ? [] : [[t('Broadcast'), mono(broadcast)] as [string, React.ReactNode]]),
          [t('Gateway'), mono(gateway)],
          [t('For pods'), firstUsable == null ? t('none') : <span key="usable"><Mono>{firstUsable}</Mono> – <Mono>{lastUsable}</Mono> ({countText(usable)})</span>],
          [t('Half of'), mono(supernet)],
        ]}
      />
      {split != null && (
        <div>
          <Text fz="sm" fw={550} mb={4}>{t('{count|# part|# parts} of /{length}', { count: split.count, length: `${split.prefixLength}` })}</Text>
          <Group gap="4px 14px">
            {split.parts.slice(0, shown).map((part) => <Mono key={part} fz="sm">{part}</Mono>)}
            {split.count > shown && <Text fz="sm" c="dimmed">{t('and {count} more', { count: split.count - shown })}</Text>}
          </Group>
        </div>
      )}
    </>
  )
}
