import { Tooltip } from '@mantine/core'
import { cloneElement, type DOMAttributes, type MouseEvent, type ReactElement, type ReactNode, useEffect, useState } from 'react'

interface Props {
  label: ReactNode
  /** An element that takes the events of a mouse. */
  children: ReactElement<DOMAttributes<HTMLElement>>
  openDelay?: number
  maw?: number
}

/** A tooltip that is made when somebody first points at what it is of: a list has hundreds, of which few are looked at. */
export function Hint({ label, children, openDelay = 0, maw }: Props) {
  const [target, setTarget] = useState<HTMLElement | null>(null)
  const [isOver, setOver] = useState(false)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    if (!isOver) return
    const timer = setTimeout(() => { setOpen(true) }, openDelay)
    return () => { clearTimeout(timer) }
  }, [isOver, openDelay])
  return (
    <>
      {cloneElement(children, {
        onMouseEnter: ({ currentTarget }: MouseEvent<HTMLElement>) => {
          setTarget(currentTarget)
          setOver(true)
        },
        onMouseLeave: () => {
          setOver(false)
          setOpen(false)
        },
      })}
      {target !== null && <Tooltip label={label} target={target} opened={isOpen} {...(maw === undefined ? {} : { multiline: true, maw })} />}
    </>
  )
}
