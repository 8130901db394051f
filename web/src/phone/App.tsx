import { useEffect } from 'preact/hooks'
import { lang, onLang } from '../ui/i18n/core'
import { UntickPage } from './pages/alarm/ActionCard'
import { AlarmPage } from './pages/alarm/AlarmPage'
import { KindPage, RefineWherePage, WherePage } from './pages/alarm/ChoosePages'
import { refreshContext, useContextOfPhone } from './pages/alarm/context'
import { DrillPage } from './pages/alarm/DrillPage'
import { ListPage } from './pages/alarm/ListPage'
import { ClassPage, RollPage } from './pages/alarm/RollPage'
import { StatusPage } from './pages/alarm/StatusPage'
import { TalkPage } from './pages/alarm/TalkPage'
import { MistakePage, NotePage } from './pages/alarm/TellPages'
import { BusesPage, ScanPage, TripPage } from './pages/bus/BusPage'
import { DrillClassPage, DrillStopPage } from './pages/drill/FormPages'
import { DrillsPage, RunPage } from './pages/drill/RunPage'
import { JointPage } from './pages/joint/JointPage'
import { RoutinePage } from './pages/routine/RoutinePage'
import { SettingsPage } from './pages/settings/SettingsPage'
import { LoginPage } from './session/LoginPage'
import { refreshSession, useSession } from './session/session'
import { useRoute } from './shell/route'
import { Shell } from './shell/Shell'
import { useStore } from './shell/useStore'

export function App() {
  const [page, id, part, of] = useRoute()
  const session = useSession()
  const context = useContextOfPhone()
  const words = useStore(onLang, lang)

  useEffect(() => void refreshSession(), [])
  useEffect(() => {
    if (page === undefined) void refreshContext()
  }, [page, session.state])

  // Only a phone that was never set up is asked to log in first; an expired session never hides the button.
  const stranger = page === undefined && session.state === 'out' && !context
  const here = stranger ? 'login' : page
  return (
    <Shell here={here} at={[here, id, part, of].join('/')} key={words}>
      {content(here, id, part, of)}
    </Shell>
  )
}

function content(page: string | undefined, id: string | undefined, part: string | undefined, of: string | undefined) {
  switch (page) {
    case 'login':
      return <LoginPage way={id} />
    case 'where':
      return <WherePage />
    case 'kind':
      return <KindPage />
    case 'list':
      return <ListPage />
    case 'joint':
      return <JointPage />
    case 'drill':
      return <DrillPage />
    case 'routine':
      return <RoutinePage />
    case 'bus':
      if (id === undefined) return <BusesPage />
      if (id === 'clear' && part !== undefined) return <ScanPage key={part} code={part} />
      return <TripPage key={id} id={id} />
    case 'drills':
      if (id === undefined) return <DrillsPage />
      if (part === 'class' && of !== undefined) return <DrillClassPage key={of} id={id} classId={of} />
      if (part === 'stop') return <DrillStopPage key={id} id={id} />
      return <RunPage key={id} id={id} />
    case 'settings':
      return <SettingsPage />
    case 'alarm':
      if (id === undefined) break
      if (part === 'where') return <RefineWherePage key={id} id={id} />
      if (part === 'note') return <NotePage key={id} id={id} />
      if (part === 'mistake') return <MistakePage key={id} id={id} />
      if (part === 'talk') return <TalkPage key={id} id={id} />
      if (part === 'roll') return <RollPage key={id} id={id} />
      if (part === 'class' && of !== undefined) return <ClassPage key={of} id={id} classId={of} />
      if (part === 'untick' && of !== undefined) return <UntickPage key={of} id={id} code={of} />
      return <StatusPage key={id} id={id} />
  }
  return <AlarmPage />
}
