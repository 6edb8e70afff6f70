/** The product's sign: three nodes, each joined to each. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-primary-color-filled)" />
      <path d="M10 11H22L16 22Z" fill="none" stroke="#fff" strokeWidth="2.2" strokeLinejoin="round" />
      <g fill="#fff"><circle cx="10" cy="11" r="3.4" /><circle cx="22" cy="11" r="3.4" /><circle cx="16" cy="22" r="3.4" /></g>
    </svg>
  )
}
