import type { Token } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'

const texts: Record<Token['role'], string> = { viewer: t('viewer'), operator: t('operator'), admin: t('admin'), join: t('join'), node: t('node') }

export const roleText = (role: Token['role']) => texts[role]
