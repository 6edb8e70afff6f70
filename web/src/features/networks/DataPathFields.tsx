import { Group, NumberInput, Select } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { t } from '../../shared/i18n/t'
import type { NetworkValues } from './networkValues'

const encapsulations = [
  { value: 'vxlan', label: t('vxlan: asks nothing of the underlay') },
  { value: 'crossSubnet', label: t('crossSubnet: routes inside a subnet, VXLAN between') },
  { value: 'none', label: t('none: routes alone') },
]

const nodeEgresses = [
  { value: 'default', label: t('as the encapsulation wants it') },
  { value: 'masquerade', label: t('with the node’s address') },
  { value: 'keep', label: t('with the pod’s own address') },
]

interface Props {
  form: UseFormReturnType<NetworkValues>
  /** The encapsulation can't be changed later. */
  isNew: boolean
}

/** How packets go between nodes. */
export function DataPathFields({ form, isNew }: Props) {
  const { type, encapsulation } = form.values
  const hasTunnels = isNew && type === 'overlay' && encapsulation !== 'none'
  return (
    <>
      {isNew && type === 'overlay' && <Select label={t('Encapsulation')} description={t('The way between nodes.')} allowDeselect={false} data={encapsulations} {...form.getInputProps('encapsulation')} />}
      <Group grow align="flex-start">
        {hasTunnels && <NumberInput label="VNI" description={t('Empty: the next free one.')} placeholder="4096" hideControls {...form.getInputProps('vni')} />}
        {hasTunnels && <NumberInput label={t('VXLAN port')} description={t('Empty: the standard one.')} placeholder="4789" hideControls {...form.getInputProps('vxlanPort')} />}
        <NumberInput label="MTU" description={t('Empty: what the uplinks allow.')} placeholder="1450" hideControls {...form.getInputProps('mtu')} />
      </Group>
      <Select label={t('Pods to other nodes')} description={t('With which address pods reach nodes’ own addresses.')} allowDeselect={false} data={nodeEgresses} {...form.getInputProps('nodeEgress')} />
    </>
  )
}
