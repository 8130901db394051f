import type { Like } from '../../ui/i18n'
import type zh from './zh'

export default {
  title: 'Devices',
  notice: {
    fault_silent: '{school}: {device} is silent; a press may not get through. Look at it now',
    fault_battery: '{school}: the battery of {device} is low ({detail}%)',
    fault_tamper: '{school}: somebody is tampering with {device}',
    fault_credential: '{school}: wrong secrets for {device} from {detail}; that address is locked for a while',
    fault_picture: '{school}: {device} shows no picture',
  },
  fault: 'Device fault: {school} {device}',
  errors: {
    'device.not_found': 'No such device, or it is outside your area',
    'device.input_not_found': 'No such message, or it is outside your area',
    'device.code_taken': 'Another device in use has this code in the same protocol',
    'device.retired': 'The device is out of use and cannot be changed',
    'device.reason_needed': 'Say why it is taken out of use',
    'device.school_unknown': 'Choose a school of your area',
    'device.place_unknown': 'Choose a place of this school',
    'device.parent_unknown': 'It can only belong to a recorder in use of the same school and protocol',
    'device.name_needed': 'Give the device a name of at most 60 characters',
    'device.kind_unknown': 'No such kind of device or protocol',
    'device.heartbeat_wrong': 'The heartbeat is 5 to 86400 seconds, or 0 for none',
    'device.code_wrong': 'The code is wrong: 20 digits for GB/T 28181, 3 to 16 for DC-09, otherwise letters, digits, dots and dashes, at least 3',
    'device.signature_wrong': 'The signature is wrong, or there is no such device',
    'device.time_wrong': 'The time of the signature is too far from ours; set the clock of the device',
    'device.locked': 'Too many wrong signatures; try again later',
    'device.clear_not_here': 'Only a DC-09 box can be let in without encryption, and then it has no key',
    'device.secret_wrong': 'The secret is wrong: at least 8 characters; 16 for a signing key; a DC-09 key has 32, 48 or 64 hex digits',
  },
} satisfies Like<typeof zh>
