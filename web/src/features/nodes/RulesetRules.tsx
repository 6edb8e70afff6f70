import type { RulesetChain } from '../../shared/api/types'
import classes from './RulesetRules.module.css'

/** Rules in the order in which a packet meets them. */
export function RulesetRules({ rules }: { rules: RulesetChain['rules'] }) {
  return (
    <ol className={classes.rules}>
      {rules.map(({ text, reason }, index) => (
        <li key={index} className={classes.rule}>
          <span className={classes.reason}>{reason}</span>
          <code className={classes.text}>{text}</code>
        </li>
      ))}
    </ol>
  )
}
