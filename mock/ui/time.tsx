/** A moment of the mock's time, in UTC to the minute, as `2026-01-15 09:30 UTC`. `at` is in epoch milliseconds. */
export const Time = ({ at }: { at: number }) => {
  const iso = new Date(at).toISOString()
  return <time datetime={iso}>{`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`}</time>
}
