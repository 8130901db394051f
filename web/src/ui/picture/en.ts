import type { Like } from '../i18n'
import type zh from './zh'

export default {
  title: 'Live pictures',
  full: 'Full screen',
  live: 'Live',
  liveHTTP: 'Live (HTTP)',
  more: 'Other cameras of this school',
  frozen: 'The picture stands still and is being brought back',
  unplayable: 'This browser cannot show the picture; use a new Chrome or Edge',
  allAway: 'None of the school’s {n} cameras is online',
  notOpened: 'The picture was not opened; try again in a moment',
  state: { calling: 'Calling the camera', waiting: 'The camera has answered, waiting for the picture', playing: 'Playing', stalled: 'The picture broke off and is called again', failed: 'Not reached, trying again', ended: 'This look is over' },
  why: {
    absent: 'The camera is offline',
    silent: 'The camera has answered and sends no picture',
    refused: 'The camera does not answer or refuses; trying again',
    h265: 'The camera sends H.265, which browsers do not play; set its sub-stream to H.264',
    ts: 'The camera sends a transport stream; set it to PS',
    codec: 'The camera’s encoding cannot be played; set it to H.264',
    source: 'The picture comes from another address and is refused',
    ssrc: 'The number of the stream is not the agreed one; it is refused',
    broken: 'What arrives makes no picture',
    port: 'The server has no port left for pictures',
    lost: 'The server was interrupted; the recording is incomplete',
  },
  clips: 'Recorded at the alarm',
  part: 'part {n}',
  play: 'Play',
  stop: 'Put away',
  before: '{span}, with {n} s before the press',
  clip: { recording: 'Recording', failed: 'Nothing was recorded', expired: 'Kept long enough and deleted' },
} satisfies Like<typeof zh>
