import { App, Button } from 'antd'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { agencyWord, clocksDiffer, resultHue, resultWord, type Claim, type Kit, type Result } from './words'

/** Items that two people have answered differently: both answers, and the lead decides. Then what came too late. */
export function Disputes({ kit, changed }: { kit: Kit; changed: () => void }) {
  const { message } = App.useApp()
  const texts = new Map(kit.sheet.sections.flatMap((s) => s.items.map((i) => [i.code, i.text] as const)))
  const may = kit.visit.may.includes('settle')
  async function decide(item: string, op: string) {
    try {
      await must(api.POST('/api/v1/inspections/visits/{id}/disputes/{item}/decide', { params: { path: { id: kit.visit.id, item } }, body: { op } }))
      changed()
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  return (
    <>
      {kit.disputes.length > 0 && (
        <Panel title={t('inspection.disputes')} extra={<span className="dim">{t(may ? 'inspection.disputesHint' : 'inspection.disputesWait')}</span>}>
          {kit.disputes.map((d) => (
            <div key={d.item} className="insp-dispute">
              <b>{`${d.item} ${texts.get(d.item) ?? ''}`}</b>
              {d.answers.map((a) => (
                <div key={a.opId} className="insp-claim">
                  <Said claim={a} />
                  {may && (
                    <Button size="small" onClick={() => void decide(d.item, a.opId)}>
                      {t('inspection.takeThis')}
                    </Button>
                  )}
                </div>
              ))}
            </div>
          ))}
        </Panel>
      )}
      {kit.late.length > 0 && (
        <Panel title={t('inspection.late')} extra={<span className="dim">{t('inspection.lateHint')}</span>}>
          {kit.late.map((a) => (
            <div key={a.opId} className="insp-claim">
              <span>
                <b>{a.item}</b> <Said claim={a} />
              </span>
            </div>
          ))}
        </Panel>
      )}
    </>
  )
}

function Said({ claim: a }: { claim: Claim }) {
  return (
    <span>
      <StatusTag hue={resultHue[a.result as Result]}>{resultWord(a.result)}</StatusTag> {[a.place, a.text].filter(Boolean).join('：')}{' '}
      <span className="dim num">
        {`${a.byName}（${agencyWord(a.agency)}）${dateTime(a.at)}`}
        {clocksDiffer(a) && ` · ${t('inspection.phoneClock', { time: dateTime(a.deviceAt) })}`}
      </span>
    </span>
  )
}
