import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import enUS from 'antd/locale/en_US'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useEffect } from 'react'
import { problemOf } from '../api/problem'
import { useLang } from '../ui/i18n'
import { LogInAgain } from './LogInAgain'
import { router } from './router'
import { theme } from './theme'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server has decided does not change by asking again; a broken line may.
      retry: (count, error) => count < 2 && [0, 502, 503, 504].includes(problemOf(error).status),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

export function Root() {
  const lang = useLang()
  useEffect(() => {
    dayjs.locale(lang === 'zh' ? 'zh-cn' : 'en')
  }, [lang])
  return (
    <ConfigProvider
      theme={theme}
      locale={lang === 'zh' ? zhCN : enUS}
      // Otherwise two-character buttons read 导 出, for eyes and for tests.
      button={{ autoInsertSpace: false }}
    >
      <App>
        <QueryClientProvider client={queries}>
          {/* Words are plain calls, not hooks: a new language renders the page anew. */}
          <RouterProvider key={lang} router={router} />
          <LogInAgain />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  )
}
