/** Up to so many pods of a bridge are drawn by name; more are a square each. */
export const podsNamed = 12

/** So many squares of a bridge are drawn; the others are counted. */
export const dotsDrawn = 240

/** What the style sheet makes of a machine. */
export const machineWidth = 280
export const hubWidth = 200
export const hubHeight = 64
/** Between machines, and where the first row of them begins below the networks. */
export const gap = 48
export const top = 190
const head = 62
const bridgeHead = 42
const podHeight = 33
const dotHeight = 16
const dotsInRow = 15

/** Of a machine whose bridges have so many pods. */
export const heightOf = (bridges: number[]) => head + bridges.reduce((height, pods) => height + bridgeHead + podsHeight(pods), 0)

const podsHeight = (pods: number) =>
  pods <= podsNamed ? podHeight * Math.ceil(pods / 2) : dotHeight * Math.ceil(Math.min(pods, dotsDrawn) / dotsInRow) + 10 + (pods > dotsDrawn ? 20 : 0)
