import { Button } from 'antd'
import { t } from '../ui/i18n'
import { usePageTitle } from '../ui/nav'
import { EmptyState } from '../ui/States'

export function NotFound() {
  usePageTitle(t('app.notFoundTitle'))
  return (
    <EmptyState
      title={t('app.notFoundTitle')}
      hint={t('app.notFoundHint')}
      action={
        <Button type="primary" href="/">
          {t('app.toHome')}
        </Button>
      }
    />
  )
}
