import type { Pool, PoolPurpose, PoolRequest } from '../../shared/api/types'
import { given, labelsOf, numberOrNothing, pairsOf } from '../../shared/forms/values'

/** What the form begins with. */
export const initialValues = { name: '', purpose: 'pods' as PoolPurpose, cidr: '', defaultPrefixLength: '' as number | string, labels: [] as string[] }

export type PoolValues = typeof initialValues

/** A pool as the form shows it. */
export const valuesOf = ({ name, purpose, cidr, defaultPrefixLength, labels }: Pool): PoolValues => ({ name, purpose, cidr, defaultPrefixLength, labels: pairsOf(labels) })

/** The request says only what was filled in. */
export const requestOf = ({ name, purpose, cidr, defaultPrefixLength, labels }: PoolValues): PoolRequest =>
  ({ name: name.trim(), purpose, cidr: cidr.trim(), ...given({ defaultPrefixLength: numberOrNothing(defaultPrefixLength), labels: labelsOf(labels) }) })
