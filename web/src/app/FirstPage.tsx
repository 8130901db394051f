import { useEffect } from 'react'
import { useGo } from '../ui/nav'
import { useMenu } from './menu'
import { NotFound } from './NotFound'

/** `/` is the first page of the menu: the home of everyone who may see one. */
export function FirstPage() {
  const first = useMenu()[0]?.path
  const go = useGo()
  useEffect(() => {
    if (first) go(first, { replace: true })
  }, [first, go])
  return first ? null : <NotFound />
}
