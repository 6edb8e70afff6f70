import type { Phase } from '../api/types'

interface PhaseLook {
  label: string
  color: string
  /** What it means, for a reader who meets it first. */
  meaning: string
}

/** From what wants attention least to what wants it most last. */
export const phases: Record<Phase, PhaseLook> = {
  Ready: { label: 'Ready', color: 'green', meaning: 'Verified: every node concerned has it in its kernel and has read it back.' },
  Pending: { label: 'Pending', color: 'blue', meaning: 'Recorded, and on its way to the nodes.' },
  Terminating: { label: 'Terminating', color: 'gray', meaning: 'Being removed from the nodes.' },
  Degraded: { label: 'Degraded', color: 'orange', meaning: 'A node that should hold it is away or fails on it.' },
  Failed: { label: 'Failed', color: 'red', meaning: 'Every node concerned refused it.' },
}

export const allPhases = Object.keys(phases) as Phase[]

export const isPhase = (text: unknown): text is Phase => typeof text === 'string' && text in phases
