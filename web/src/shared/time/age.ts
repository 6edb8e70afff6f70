const steps = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
  { unit: 's', seconds: 1 },
]

/** `now`, `12 s ago`, `3 h ago`. A clock that runs ahead of the API's makes no future. */
export function age(since: number, now: number): string {
  const seconds = Math.floor((now - since) / 1000)
  const step = steps.find((each) => seconds >= each.seconds)
  return step === undefined || seconds < 2 ? 'now' : `${Math.floor(seconds / step.seconds)} ${step.unit} ago`
}
