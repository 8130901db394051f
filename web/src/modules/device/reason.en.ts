import type { Like } from '../../ui/i18n'
import type zh from './reason.zh'

export default {
  device: {
    unknown: 'No such device on the register',
    retired: 'The device is out of use',
    unproven: 'It has not shown that it is this device',
    no_reader: 'Nobody here reads this protocol yet',
    reader_failed: 'The reader stumbled',
  },
  gb28181: {
    registered: 'Registered', left: 'Logged out', unreadable: 'Not a readable GB/T 28181 message', no_command: 'It names no command', unknown: 'Not registered, or a kind of alarm that no table has',
    spoofed: 'Doubtful: not from the address it registered from', unregistered: 'Doubtful: the device has not registered', not_panic: 'No button: “a press may come from it” is off',
    press: 'Pressed', tamper: 'Tampering', video_lost: 'Picture lost', fault: 'Fault of the device (disk, fan, temperature)', analysis: 'Video analysis: written down, no alarm',
  },
  dc09: {
    repeated: 'The same came a moment ago', not_encrypted: 'It has a key and did not encrypt', wrong_key: 'Wrong key', clock: 'Its time is too far from ours', broken: 'A broken frame', unknown: 'An event that no table has',
  },
  webhook: { wrong_signature: 'Wrong signature', stale: 'The time of the signature is too far from ours' },
  json: { unknown: 'No field that we know' },
  mqtt: {
    repeated: 'Sent again by the box', gone: 'The box has gone (last will)', foreign_topic: 'Published under a topic that is not its own', wrong_password: 'Wrong password', unreadable: 'What is stored cannot be read',
  },
  turned: {
    oversize: 'Too long', malformed: 'Malformed', wrong_secret: 'Wrong secret', locked: 'The address is locked', stale: 'Out of time', unknown: 'No such device', unregistered: 'The device has not registered',
    spoofed: 'Doubtful address', checksum: 'Wrong checksum', unknown_account: 'No such account', not_reached: 'Could not be stored; the device sends again', wrong_password: 'Wrong password', bridge: 'A gateway about itself, not kept', foreign_topic: 'Not its own topic', unknown_user: 'No such user',
    silent_stranger: 'Connected and said nothing', too_many: 'Too many connections of one address', retained: 'A retained message', broker_unreachable: 'The other MQTT broker cannot be reached', other: 'Other',
  },
} satisfies Like<typeof zh>
