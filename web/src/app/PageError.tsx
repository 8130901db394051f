import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { ErrorState } from '../ui/States'

/** One page failed; menu and header stay, and trying again costs no reload. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  // After an update of the server the old page's files are gone: only a reload helps.
  const lost = /dynamically imported module|Importing a module script|preload/i.test(String(error))
  return <ErrorState error={error} retry={() => (lost ? location.reload() : (reset(), void router.invalidate()))} />
}
