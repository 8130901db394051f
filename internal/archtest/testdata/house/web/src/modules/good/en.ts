export default {
  errors: { 'good.gone': 'Gone', 'good.empty': "It's empty", 'field.required': `Required`, 'bad.input': 'Wrong' },
}
