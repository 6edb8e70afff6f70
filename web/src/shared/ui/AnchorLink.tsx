import { Anchor } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

/** A link to a page of ours, as text. */
export const AnchorLink = createLink(Anchor<'a'>)
