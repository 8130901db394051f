import type { Like } from '../../ui/i18n'
import type zh from './zh'

export default {
  title: 'Checklists',
  errors: {
    'checklist.not_found': 'There is no such checklist, or it is outside your area.',
    'checklist.no_version': 'This checklist has no such version.',
    'checklist.sheet_invalid': 'Some of the checklist is not filled in properly; see what is marked.',
    'checklist.no_items': 'At least one item is needed',
    'checklist.too_many': 'Too many items, at most {limit}',
    'checklist.code_form': 'A code has letters, digits, dots and hyphens, at most 20',
    'checklist.code_twice': 'This code occurs twice',
    'checklist.marks': 'These marks cannot be: not below zero, and the floor not above full marks',
    'checklist.expr_long': 'The condition is too long, at most {limit} characters',
    'checklist.expr_deep': 'Too many brackets within brackets in the condition',
    'checklist.expr_near': 'The condition cannot be read at “{near}”',
    'checklist.expr_end': 'The condition is not finished',
    'checklist.expr_unknown': 'Schools have no attribute “{name}”; there are: {known}',
    'checklist.expr_word': '“{name}” cannot be “{word}”; choose from: {words}',
    'checklist.expr_number': '“{name}” wants a number, for example {name} >= 300',
    'checklist.expr_compare': '“{name}” is yes or no and has no more or less',
  },
} satisfies Like<typeof zh>
