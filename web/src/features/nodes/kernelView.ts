export interface KernelViewProps {
  node: string
  /** In small letters. */
  filter: string
}
