import type { Like } from '../../ui/i18n'
import type zh from './zh'

export default {
  title: 'Rosters',
  errors: {
    'pupil.not_found': 'There is no such pupil, or you may not see them.',
    'pupil.log_in': 'Your log-in has ended. Enter class code, seat and PIN again.',
    'pupil.bad_login': 'Class code, seat or PIN is wrong; {left} more tries.',
    'pupil.bad_start': 'The start code is wrong, used or expired; {left} more tries. Ask the school for a new slip.',
    'pupil.locked': 'Too many wrong tries. Try again in {minutes} minutes. If you forgot the PIN, ask the school for a new slip.',
    'pupil.class_locked': 'Too many wrong tries in this class. Try again in {minutes} minutes.',
    'pupil.busy': 'The last log-in is still being worked on; try again in a moment.',
    'pupil.no_class_code': 'No class has this code; look at the slip again.',
    'pupil.pin_digits': 'A PIN has 4 to 6 digits.',
    'pupil.pin_simple': 'This PIN is easy to guess: no runs, repeated digits or the seat.',
    'pupil.own_class': 'A class teacher cannot issue slips for the own class; another administrator of the school does.',
    'pupil.no_slips_due': 'No pupil needs a slip.',
    'pupil.seat_range': 'A seat is a whole number from 1 to 999.',
    'pupil.seat_taken': 'Somebody has this seat already.',
    'pupil.name_odd': 'The name is too long or has digits in it.',
    'pupil.number_odd': 'A number has digits, letters and hyphens only, at most 30.',
    'pupil.number_taken': 'The pupil with this number is enrolled now; the old school has to record the transfer first.',
    'pupil.import_not_found': 'There is no such import, or it has been cleaned up. Upload again.',
    'pupil.import_no_headings': 'No headings found. The sheet needs school, class, seat, name and number (missing: {column}).',
    'pupil.import_bad_rows': '{count} rows have to be mended; not one row was imported. Mend them and upload again.',
    'pupil.import_not_checked': 'This import cannot do that now; reload and look again.',
    'pupil.import_no_rows': 'There is no pupil in the sheet.',
    'pupil.import_file_lost': 'The server has lost this workbook; upload it again.',
    'pupil.number_other': 'This number belongs to another pupil who has left; check name and number.',
  },
} satisfies Like<typeof zh>
