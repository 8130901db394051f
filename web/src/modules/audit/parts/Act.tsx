import { actName } from './words'

/** The act in words; as it is written in the book when it has none. */
export function Act({ action }: { action: string }) {
  return <>{actName(action) ?? <code>{action}</code>}</>
}
