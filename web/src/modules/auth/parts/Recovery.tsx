import { CopyOutlined, PrinterOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { t } from '../../../ui/i18n'
import { copyText } from './copy'
import '../auth.css'

/** The recovery codes, shown this once. */
export function Recovery({ codes, done }: { codes: string[]; done: () => void }) {
  const { message } = App.useApp()
  return (
    <>
      <p className="dim">{t('auth.recovery.hint')}</p>
      <ul className="recovery">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="acts">
        <Button icon={<CopyOutlined />} onClick={() => void copyText(codes.join('\n')).then(() => message.success(t('auth.once.copied')))}>
          {t('auth.recovery.copy')}
        </Button>
        <Button icon={<PrinterOutlined />} onClick={() => print()}>
          {t('auth.recovery.print')}
        </Button>
        <Button type="primary" onClick={done}>
          {t('auth.recovery.saved')}
        </Button>
      </div>
    </>
  )
}
