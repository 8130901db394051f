import { t } from '../../../ui/i18n'
import { usePathParam } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { HazardPapers } from '../parts/HazardPapers'

export default function HazardPapersPage() {
  const id = usePathParam('id')
  return (
    <>
      <PageHeader title={t('hazardBook.papers')} hint={t('hazardBook.papersHint')} back={{ href: `/hazards/${id}`, label: t('hazardBook.back') }} />
      <Panel>
        <HazardPapers id={id} />
      </Panel>
    </>
  )
}
