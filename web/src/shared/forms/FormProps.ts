import type { CreatedKind, ResourceOf } from '../api/types'

/** The form of a kind. */
export interface FormProps<K extends CreatedKind> {
  onClose: () => void
  /** The one that is changed; undefined where a new one is made. */
  edited?: ResourceOf[K] | undefined
}
