// The rooms of the back office: ONE hand-written list. How to write a room page:
//
//  1. Files: modules/<room>/{index.ts, zh.ts, en.ts, pages/*.tsx, parts/*.tsx}. A page is a default export.
//     Import only ../../api/*, ../../ui/* and the room itself (ESLint: huxue/rooms). Folder = Go room = words key.
//  2. zh.ts: `export default { title: '学校', name: '校名', errors: { 'org.code_taken': '标识码 {code} 已被使用' } }`.
//     `errors` is flat, by the server's code; a refused field is looked up by its own code, then `field.<code>` (ui/i18n/zh.ts).
//     en.ts: `import type { Like } from '../../ui/i18n'; import type zh from './zh'; export default {…} satisfies Like<typeof zh>`.
//     Register both in app/i18n.ts (import, `zh` and `en` maps); then `t('schools.title', { n: 3 })` is typed.
//     Call t() while rendering, never at module level. A key made at run time: tMaybe(`schools.kind.${k}`).
//  3. index.ts: `const room: Room = { routes: [{ path: '/schools', title: 'schools.title', perm: 'org.view',
//     page: () => import('./pages/Schools') }], menu: [{ key: 'schools.title', path: '/schools', icon: BankOutlined,
//     perm: 'org.view', order: 10, group: 'base' }] }; export default room`; then add it to `modules` below.
//     Groups: see `groups` in ui/room. `bare: true` = without shell and session (log-in). First menu entry = start page.
//     `bell: { path, count }` puts the unread count in the header; invalidate ['notify', 'unread'] when it changes.
//  4. Data: `must(api.GET('/api/v1/schools/{id}', { params: { path: { id } } }))` from api/client, inside useQuery
//     (queryKey starts with the room) or query.useQuery('get', …) from api/query. A refusal rejects with ApiProblem:
//     show tError(problemOf(e)) or <ErrorState error retry/>. Idempotency-Key and log-in-again happen by themselves.
//  5. List: <Ledger id="schools" load={(q) => must(api.GET('/api/v1/schools', { params: { query: q } }))} rowKey columns
//     filters tabs drawer bulk exportHref empty /> (ui/ledger). Filters, sort, page and open row live in the address.
//  6. Form: <FormDrawer open title initial submit={(v) => must(api.POST(…, { body: v }))} onSaved onClose reload> with
//     <Form.Item name="name" label=…> children (ui/form/FormDrawer). Field errors find their place by name.
//     onSaved: close it and `cache.invalidateQueries({ queryKey: ['schools'] })` (useQueryClient).
//  7. Pieces in ui/: PageHeader Panel TwoSides · FactList Timeline Clock Figure · Tags (SeverityTag StatusTag ModeTag) ·
//     SchoolPicker AreaTree FileDrop Wizard ConfirmAct · States (EmptyState ErrorState StaleBar) · PrintPage.
//     Links: plain <a href="/schools/1">; useGo(), usePathParam('id'), useUrlState(), usePageTitle(name) from ui/nav.
//     Rights: useCan('org.edit', school.path) from ui/session hides what would be refused; the server decides.
//     Times: date/dateTime/timeOfDay/ago from ui/time with UTC ms. Never a raw fetch, never a hex colour: var(--critical).
//  8. Check: `npm run check && npx vitest run src/modules/<room>`.
import alarm from '../modules/alarm'
import bus from '../modules/bus'
import mediation from '../modules/mediation'
import campaign from '../modules/campaign'
import device from '../modules/device'
import federation from '../modules/federation'
import handover from '../modules/handover'
import cascade from '../modules/cascade'
import org from '../modules/org'
import audit from '../modules/audit'
import auth from '../modules/auth'
import setting from '../modules/setting'
import todo from '../modules/todo'
import norm from '../modules/norm'
import notice from '../modules/notice'
import notify from '../modules/notify'
import drill from '../modules/drill'
import hazard from '../modules/hazard'
import inspection from '../modules/inspection'
import letter from '../modules/letter'
import lesson from '../modules/lesson'
import checklist from '../modules/checklist'
import tipoff from '../modules/tipoff'
import routine from '../modules/routine'
import hazardBook from '../modules/hazard/book'
import paper from '../modules/paper'
import pupil from '../modules/pupil'
import video from '../modules/video'
import type { Room } from '../ui/room'

export const modules: Room[] = [inspection, alarm, audit, auth, campaign, federation, norm, notice, notify, org, setting, todo, letter, mediation, bus, lesson, routine, drill, pupil, paper, checklist, tipoff, hazard, hazardBook, handover, cascade, device, video]
