// For component tests: a page at an address, with everything the shell provides.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import { act, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, vi } from 'vitest'

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean
}

export interface Rendered {
  /** The query part of the address now. */
  url: () => Record<string, string>
  close: () => void
}

export async function render(Page: () => ReactNode, address = '/'): Promise<Rendered> {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  const router = createRouter({
    routeTree: createRootRoute({ component: Page }),
    history: createMemoryHistory({ initialEntries: [address] }),
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => `?${new URLSearchParams(search as Record<string, string>).toString()}`,
  })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const host = document.body.appendChild(document.createElement('div'))
  const root = createRoot(host)
  await act(async () => {
    await router.load()
    root.render(
      <ConfigProvider button={{ autoInsertSpace: false }}>
        <App>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router as never} />
          </QueryClientProvider>
        </App>
      </ConfigProvider>,
    )
  })
  return {
    url: () => router.state.location.search as Record<string, string>,
    close: () => {
      act(() => root.unmount())
      document.body.replaceChildren()
    },
  }
}

/** Does something to the page and lets React settle. */
export async function does(something: () => unknown): Promise<void> {
  await act(async () => {
    await something()
  })
}

/** Waits until the page says this. */
export async function shows(text: string): Promise<void> {
  await act(() => vi.waitFor(() => expect(document.body.textContent).toContain(text)))
}

export function button(text: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>('button')].find((b) => b.textContent?.includes(text))
  if (!found) throw new Error(`no button ${text} in ${document.body.textContent}`)
  return found
}

export function type(input: Element | null, text: string): void {
  if (!(input instanceof HTMLInputElement)) throw new Error('not an input')
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text)
  input.dispatchEvent(new Event('input', { bubbles: true }))
}
