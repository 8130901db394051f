// Package todo stands where it should.
package todo

import _ "huxue/internal/platform/audit"

const open = `SELECT t.id FROM todos t JOIN schools s ON s.id = t.school_id`
