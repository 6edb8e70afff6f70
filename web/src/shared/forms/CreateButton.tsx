import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRights } from '../api/rights'
import { useListSearch } from '../list/listSearch'

/** Opens the form for a new resource. */
export function CreateButton({ label }: { label: string }) {
  const [, change] = useListSearch()
  if (!useRights().mayWrite) return null
  return <Button leftSection={<IconPlus size={16} />} onClick={() => { change({ create: true }) }}>{label}</Button>
}
