import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRights } from '../api/rights'
import type { Kind } from '../api/types'
import { useListSearch } from '../list/listSearch'

/** Opens the form for a new resource. */
export function CreateButton({ kind, label }: { kind: Kind; label: string }) {
  const [, change] = useListSearch()
  if (!useRights().mayChange(kind)) return null
  return <Button leftSection={<IconPlus size={16} />} onClick={() => { change({ create: true }) }}>{label}</Button>
}
