import { type DragEvent, type RefObject, useState } from 'react'
import classes from './Editor.module.css'
import { t } from '../../shared/i18n/t'

interface Props {
  value: string
  wrongLines: ReadonlySet<number>
  input: RefObject<HTMLTextAreaElement | null>
  onChange: (text: string) => void
}

/** A text with the numbers of its lines; a file may be dropped onto it. */
export function Editor({ value, wrongLines, input, onChange }: Props) {
  const [scrolled, setScrolled] = useState(0)
  const [isDropping, setDropping] = useState(false)
  const count = value.split('\n').length
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setDropping(false)
    const [file] = event.dataTransfer.files
    void (file?.text() ?? Promise.resolve(event.dataTransfer.getData('text/plain'))).then(onChange)
  }
  return (
    <div
      className={classes.frame}
      data-dropping={isDropping || undefined}
      onDragOver={(event) => { event.preventDefault(); setDropping(true) }}
      onDragLeave={() => { setDropping(false) }}
      onDrop={drop}
      role="presentation"
    >
      <div className={classes.gutter} aria-hidden>
        <div className={classes.numbers} style={{ transform: `translateY(${-scrolled}px)` }}>
          {Array.from({ length: count }, (_, index) => (
            <span key={index} className={classes.number} data-wrong={wrongLines.has(index + 1) || undefined}>{index + 1}</span>
          ))}
        </div>
      </div>
      <textarea
        ref={input}
        className={classes.text}
        aria-label={t('Resources as YAML or JSON')}
        aria-invalid={wrongLines.size > 0}
        placeholder={t('Paste YAML or JSON, or drop a file here.')}
        spellCheck={false}
        autoCapitalize="off"
        wrap="off"
        value={value}
        onChange={(event) => { onChange(event.currentTarget.value) }}
        onScroll={(event) => { setScrolled(event.currentTarget.scrollTop) }}
      />
    </div>
  )
}
