import { Text } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import classes from './Facts.module.css'

/** What is known of a resource: a name and a value a line. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <Text component="dt" c="dimmed" fz="sm">{name}</Text>
          <Text component="dd" fz="sm">{value ?? '–'}</Text>
        </Fragment>
      ))}
    </dl>
  )
}
