import { Button, Form, Input } from 'antd'
import { t } from '../../../ui/i18n'

/** Why somebody looks; it is recorded. At an open alarm none is needed. */
export function Reason({ value, set, problem, optional }: { value: string; set: (reason: string) => void; problem: string; optional?: boolean }) {
  return (
    <>
      <Form.Item
        label={t('video.reason')}
        htmlFor="video-reason"
        extra={optional ? t('video.reasonAtAlarm') : t('video.reasonHint')}
        {...(problem ? { validateStatus: 'error' as const, help: problem } : {})}
      >
        <Input id="video-reason" value={value} maxLength={200} onChange={(e) => set(e.target.value)} />
      </Form.Item>
      <p>
        {(['told', 'arrival', 'daily'] as const).map((key) => t(`video.reasons.${key}`)).map((words) => (
          <Button key={words} size="small" style={{ margin: '0 8px 8px 0' }} onClick={() => set(words)}>
            {words}
          </Button>
        ))}
      </p>
    </>
  )
}
