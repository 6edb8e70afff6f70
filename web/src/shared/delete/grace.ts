/** As long as the API gives at most: a day. */
export const longestGrace = 86_400

/** What the API is asked for; nothing where a pod goes at once. */
export const graceOf = (seconds: number) => (seconds > 0 ? { gracePeriodSeconds: seconds } : {})
