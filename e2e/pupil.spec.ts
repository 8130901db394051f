// The school's roster: a workbook with bad rows, a good one, and the slips.
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync, crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { shot, stage } from './support'

const s = stage()

/** The smallest workbook: one sheet of texts and numbers. */
function workbook(rows: (string | number)[][]): string {
  const esc = (t: string): string => t.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`)
  const sheet = rows.map((r, y) => `<row r="${y + 1}">${r.map((v, x) => { const at = `${String.fromCharCode(65 + x)}${y + 1}`; return typeof v === 'number' ? `<c r="${at}"><v>${v}</v></c>` : `<c r="${at}" t="inlineStr"><is><t>${esc(v)}</t></is></c>` }).join('')}</row>`).join('')
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const files: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${rel}"><sheets><sheet name="花名册" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  }
  const parts: Buffer[] = []
  const index: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const plain = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)
    const packed = deflateRawSync(plain)
    const label = Buffer.from(name)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0); facts.writeUInt16LE(8, 4)
    facts.writeUInt32LE(crc32(plain), 10); facts.writeUInt32LE(packed.length, 14); facts.writeUInt32LE(plain.length, 18); facts.writeUInt16LE(label.length, 22)
    parts.push(Buffer.from('PK\x03\x04'), facts, label, packed)
    const entry = Buffer.alloc(42)
    entry.writeUInt16LE(20, 0); facts.copy(entry, 2); entry.writeUInt32LE(at, 38)
    index.push(Buffer.from('PK\x01\x02'), entry, label)
    at += 30 + label.length + packed.length
  }
  const list = Buffer.concat(index)
  const end = Buffer.alloc(18)
  const n = Object.keys(files).length
  end.writeUInt16LE(n, 4); end.writeUInt16LE(n, 6); end.writeUInt32LE(list.length, 8); end.writeUInt32LE(at, 12)
  const file = join(tmpdir(), `huxue-roster-${process.pid}-${rows.length}.xlsx`)
  writeFileSync(file, Buffer.concat([...parts, list, Buffer.from('PK\x05\x06'), end]))
  return file
}

const heads = ['年级', '班级', '座号', '姓名', '学号']

test('a roster with bad rows is refused as a whole, the mended one comes in, slips are printed', async () => {
  const safety = await s.as('anquan')
  const { page } = safety
  await page.goto('/pupils')
  await page.getByRole('columnheader', { name: '班级码' }).waitFor()
  await shot(page, 'pupil-classes')
  await page.getByRole('link', { name: '导入花名册' }).click()
  await page.getByText('以前的导入').or(page.getByText('下载模板')).first().waitFor()
  await shot(page, 'pupil-import')
  const good = [heads, ...Array.from({ length: 12 }, (_, i) => ['七年级', '（19）班', i + 1, '同名同姓', `E2E-${i}`])]
  const bad = [...good, ['七年级', '19班', 1, '座号重了', 'E2E-20'], ['一年级', '1班', 2, '没有这个年级', 'E2E-21'], ['七年级', '19班', 30, '没有学号', '']]
  const input = page.locator('input[type=file]')
  await input.setInputFiles(workbook(bad))
  await page.getByText('有 3 行需要修改，现在一行也没有导入').waitFor()
  await page.getByRole('cell', { name: '座号与第 2 行重复（同一个班）' }).waitFor()
  await shot(page, 'pupil-import-bad')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载需要修改的行' }).click()])
  expect(readFileSync(await download.path()).subarray(0, 2).toString()).toBe('PK')
  await page.getByRole('button', { name: '换一份表' }).click()
  await input.setInputFiles(workbook(good))
  await page.getByRole('button', { name: '导入 12 行' }).waitFor()
  await shot(page, 'pupil-import-good')
  await page.getByRole('button', { name: '导入 12 行' }).click()
  await page.getByText('已导入 12 行').waitFor()
  await page.getByRole('link', { name: '查看花名册' }).click()
  await page.getByRole('button', { name: /^七年级19班/ }).click()
  await page.getByRole('cell', { name: 'E2E-3', exact: true }).waitFor()
  await shot(page, 'pupil-roster')
  await page.getByRole('button', { name: /发密码条（/ }).click()
  await page.locator('.ant-modal-confirm').getByRole('button', { name: /发密码条/ }).click()
  await page.getByText('沿虚线剪开').waitFor()
  expect(await page.locator('.pupil-slips li').count()).toBe(12)
  await page.locator('.pupil-slips img').first().evaluate(async (img: HTMLImageElement) => img.decode())
  await shot(page, 'pupil-slips')
}, 90_000)

test('the class teacher sees the names and issues nothing; a bureau sees numbers', async () => {
  const teacher = await s.as('banzhuren')
  await teacher.page.goto('/pupils')
  await teacher.page.getByRole('button', { name: /我的班/ }).click()
  await teacher.page.getByText('您是本班班主任').waitFor()
  expect(await teacher.page.getByRole('button', { name: /发密码条/ }).count()).toBe(0)
  const bureau = await s.as('jiaoyuju')
  await bureau.page.goto('/pupils')
  await bureau.page.getByText(/共 \d+ 名学生/).waitFor()
  await shot(bureau.page, 'pupil-counts')
})
