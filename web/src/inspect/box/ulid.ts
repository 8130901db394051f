// Names that a phone makes for what it sends: 26 characters that sort by time, as
// the contract with the server wants them. Made in one millisecond they still differ.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function ulid(now: number = Date.now(), random: Uint8Array = crypto.getRandomValues(new Uint8Array(16))): string {
  let time = ''
  for (let rest = Math.max(0, Math.floor(now)), i = 0; i < 10; i++) {
    time = alphabet[rest % 32]! + time
    rest = Math.floor(rest / 32)
  }
  return time + Array.from(random.subarray(0, 16), (b) => alphabet[b % 32]!).join('')
}
