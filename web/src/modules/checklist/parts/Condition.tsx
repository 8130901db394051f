import { useQuery } from '@tanstack/react-query'
import { Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { api, must } from '../../../api/client'
import { t, tField } from '../../../ui/i18n'
import type { Offer } from './words'

/** What somebody types, after he has paused. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 250)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** The condition of an item: the server reads it while it is typed and says for how many schools it holds. */
export function Condition({ offer }: { offer: Offer | undefined }) {
  const form = Form.useFormInstance()
  const typed = useSettled((Form.useWatch('applies', form) as string | undefined) ?? '')
  const { data } = useQuery({
    queryKey: ['checklists', 'expression', typed],
    queryFn: () => must(api.POST('/api/v1/checklists/expression', { body: { text: typed } })),
    enabled: typed.trim() !== '',
    staleTime: 60_000,
  })
  const wrong = typed.trim() !== '' && data && !data.ok
  const add = (word: string) => {
    const now = ((form.getFieldValue('applies') as string | undefined) ?? '').trim()
    form.setFieldValue('applies', now ? `${now} 且 ${word}` : word)
  }
  return (
    <>
      <Form.Item
        name="applies"
        label={t('checklist.applies')}
        {...(wrong && { validateStatus: 'error' as const, help: tField({ code: data.code, params: data.params }) })}
        extra={
          typed.trim() === ''
            ? t('checklist.appliesAll')
            : data?.ok && t('checklist.appliesTo', { what: data.chinese, n: data.holds, all: data.schools })
        }
      >
        <Input.TextArea rows={2} maxLength={500} placeholder={t('checklist.appliesSample')} />
      </Form.Item>
      <div className="ckl-words">
        {offer?.attributes.map((a) => (
          <button key={a.name} type="button" title={a.en} onClick={() => add(a.sort === 'count' ? `${a.zh} ≥ 300` : a.sort === 'word' ? `${a.zh} = ${a.words[0] ?? ''}` : a.zh)}>
            {a.zh}
          </button>
        ))}
      </div>
    </>
  )
}
