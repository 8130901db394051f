import { Form, Input } from 'antd'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiProblem } from '../../api/problem'
import { load } from '../i18n/core'
import ui from '../i18n/zh'
import { button, does, render, shows, type, type Rendered } from '../render'
import { pathOf, place } from './errors'
import { FormDrawer } from './FormDrawer'

let page: Rendered
const submit = vi.fn<(values: { name: string }) => Promise<unknown>>()
const onSaved = vi.fn()
const onClose = vi.fn()
const reload = vi.fn(async () => undefined)

function Page() {
  return (
    <FormDrawer<{ name: string }> open title="学校" initial={{ name: '一中' }} submit={submit} onSaved={onSaved} onClose={onClose} reload={reload}>
      <Form.Item name="name" label="校名">
        <Input />
      </Form.Item>
    </FormDrawer>
  )
}

const input = () => document.querySelector('input')
const save = () => does(() => button('保存').click())

beforeEach(async () => {
  vi.resetAllMocks()
  load('zh', { ui })
  page = await render(Page)
})
afterEach(() => page.close())

describe('a refused form', () => {
  it('shows each sentence at its field, the rest above, and keeps what was typed', async () => {
    submit.mockRejectedValue(
      new ApiProblem({
        status: 422,
        code: 'request.invalid',
        fields: [
          { name: 'name', code: 'too_long', params: { limit: '40' } },
          { name: 'secret', code: 'required' },
        ],
      }),
    )
    await does(() => type(input(), '很长的校名'))
    await save()
    await shows('太长了，最多 40 个字')
    expect(document.querySelector('.ant-form-item')?.textContent).toContain('太长了')
    await shows('secret: 必填')
    expect(input()?.value).toBe('很长的校名')
    expect(onSaved).not.toHaveBeenCalled()
  })

  it('offers the latest content when the version is stale', async () => {
    submit.mockRejectedValue(new ApiProblem({ status: 409, code: 'stale_version' }))
    await save()
    await shows('这条记录刚刚被别人改过')
    await does(() => button('载入最新内容').click())
    expect(reload).toHaveBeenCalledTimes(1)
    await vi.waitFor(() => expect(document.querySelector('.ant-alert')).toBeNull())
  })

  it('sends again after the line came back', async () => {
    submit.mockRejectedValueOnce(new ApiProblem({ status: 0, code: 'network' })).mockResolvedValueOnce({})
    await save()
    await shows('网络不通')
    await save()
    expect(onSaved).toHaveBeenCalledTimes(1)
  })
})

describe('leaving a form', () => {
  it('asks first when something was typed', async () => {
    await does(() => type(input(), '二中'))
    await does(() => button('取消').click())
    await shows('有内容尚未保存')
    expect(onClose).not.toHaveBeenCalled()
    await does(() => button('放弃修改').click())
    expect(onClose).toHaveBeenCalledTimes(1)
  })

  it('just closes when nothing was', async () => {
    await does(() => button('取消').click())
    expect(onClose).toHaveBeenCalledTimes(1)
  })
})

describe('the way to a field', () => {
  it('reads dots and brackets, with or without the body', () => {
    expect(pathOf('body.contacts[0].phone')).toEqual(['contacts', 0, 'phone'])
    expect(pathOf('contacts.0.phone')).toEqual(['contacts', 0, 'phone'])
  })

  it('gathers several sentences of one field', () => {
    const problem = new ApiProblem({ status: 422, code: 'x', fields: [{ name: 'a', code: 'required' }, { name: 'a', code: 'malformed' }] })
    expect(place(problem, () => true).at).toEqual([{ name: ['a'], errors: ['必填', '格式不正确'] }])
  })
})
