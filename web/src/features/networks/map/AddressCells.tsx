import { Group, Skeleton, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Block, Network } from '../../../shared/api/types'
import classes from './AddressMap.module.css'
import { projectSearch } from '../../../shared/data/scope'
import { cellsOf, cellsShown, type Use, uses } from './cells'
import { useAddresses } from './useBlocks'
import { t } from '../../../shared/i18n/t'

/** The addresses of a block, each a square; those of pods lead to them. */
export function AddressCells({ network, block }: { network: Network; block: Block }) {
  const { data } = useAddresses(network.id, block)
  if (data === undefined) return <Skeleton h={120} my="sm" aria-label={t('Loading')} />
  const cells = cellsOf(block, data)
  const count = (use: Use) => cells.filter((cell) => cell.use === use).length
  return (
    <Stack gap="xs" py="sm" px={4}>
      <div className={classes.cells} role="group" aria-label={t('Addresses of {cidr}', { cidr: block.cidr })}>
        {cells.map(({ address, use, words, pod }) =>
          pod === null
            ? <span key={address} className={classes.cell} data-use={use} title={`${address}: ${words}`} />
            : <Link key={address} className={classes.cell} data-use={use} title={`${address}: ${words}`} aria-label={`${address}: ${words}`} to="/pods/$name" params={{ name: pod }} search={projectSearch(network.project)} />)}
      </div>
      <Group gap="4px 16px">
        {(Object.keys(uses) as Use[]).filter((use) => count(use) > 0).map((use) => (
          <Group key={use} gap={6} fz="xs"><span className={`${classes.cell ?? ''} ${classes.legend ?? ''}`} data-use={use} />{count(use)} {uses[use]}</Group>
        ))}
        {BigInt(cells.length) >= cellsShown && <Text fz="xs" c="dimmed">{t('The first {count} are shown.', { count: cells.length })}</Text>}
      </Group>
    </Stack>
  )
}
