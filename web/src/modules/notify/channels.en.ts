/** What went wrong on the way to a recipient, and what an operator may have typed wrongly; each one sentence. */
export default {
  errors: {
    'notify.no_endpoint': 'There is no such channel; somebody may have changed it, so reload.',
    'notify.no_place': 'There is no such place; choose the area or school again.',
    'notify.no_such_channel': 'There is no channel of this kind, or its kind cannot be changed.',
    'notify.siren_by_device': 'A siren enters itself once its device is paired; add it on the Devices page.',
    'notify.bad_address': 'The address cannot be used: a URL begins with https://, a mailbox or number must be complete.',
    'notify.private_address': 'This address is private or plain http; allow private addresses in the settings first if you need it.',
    'notify.bad_secret': 'The secret cannot be used: follow the channel’s rule; a webhook’s has at least 16 characters.',
  },
}
