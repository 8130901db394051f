import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../../ui/i18n/core'
import { canRecord, record, type Recording, type Voice } from './voice'

/** Hold to speak; let go to send. */
export function VoiceButton({ take }: { take: (voice: Voice) => void }) {
  const [state, setState] = useState<'idle' | 'held' | 'recording' | 'refused'>('idle')
  const [seconds, setSeconds] = useState(0)
  const held = useRef(false)
  const now = useRef<Recording | undefined>(undefined)

  async function end() {
    held.current = false
    const recording = now.current
    now.current = undefined
    setState((was) => (was === 'refused' ? was : 'idle'))
    const voice = await recording?.stop()
    if (voice) take(voice)
  }

  async function start() {
    if (held.current) return
    held.current = true
    setState('held')
    try {
      const recording = await record(() => void end())
      // The first time the phone asks its owner, and the finger has long gone.
      if (!held.current) return void recording.stop()
      now.current = recording
      setState('recording')
    } catch {
      held.current = false
      setState('refused')
    }
  }

  useEffect(() => {
    if (state !== 'recording') return
    setSeconds(0)
    const timer = setInterval(() => setSeconds((n) => n + 1), 1000)
    return () => clearInterval(timer)
  }, [state])

  useEffect(
    () => () => {
      held.current = false
      void now.current?.stop()
    },
    [],
  )

  if (!canRecord()) return null
  return (
    <button
      class={`button plain voice${state === 'recording' ? ' on' : ''}`}
      onPointerDown={(e) => {
        if (e.button > 0) return
        try {
          e.currentTarget.setPointerCapture(e.pointerId)
        } catch {
          // Then sliding off ends it.
        }
        void start()
      }}
      onPointerUp={() => void end()}
      onPointerCancel={() => void end()}
      onKeyDown={(e) => (e.key === ' ' || e.key === 'Enter') && !e.repeat && void start()}
      onKeyUp={() => void end()}
      onContextMenu={(e) => e.preventDefault()}
    >
      {state === 'recording' ? t('alarm.voiceOn', { n: seconds }) : state === 'refused' ? t('alarm.voiceRefused') : t('alarm.voiceHold')}
    </button>
  )
}
