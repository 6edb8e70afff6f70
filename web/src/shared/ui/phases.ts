import type { Phase } from '../api/types'
import { t } from '../i18n/t'

interface PhaseLook {
  label: string
  color: string
  /** What it means, for a reader who meets it first. */
  meaning: string
}

/** From what wants attention least to what wants it most last. */
export const phases: Record<Phase, PhaseLook> = {
  Ready: { label: t('Ready'), color: 'green', meaning: t('Verified: every node concerned has it in its kernel and has read it back.') },
  Pending: { label: t('Pending'), color: 'blue', meaning: t('Recorded, and on its way to the nodes.') },
  Terminating: { label: t('Terminating'), color: 'gray', meaning: t('Being removed from the nodes.') },
  Degraded: { label: t('Degraded'), color: 'orange', meaning: t('A node that should hold it is away or fails on it.') },
  Failed: { label: t('Failed'), color: 'red', meaning: t('Every node concerned refused it.') },
}

export const allPhases = Object.keys(phases) as Phase[]

export const isPhase = (text: unknown): text is Phase => typeof text === 'string' && text in phases
