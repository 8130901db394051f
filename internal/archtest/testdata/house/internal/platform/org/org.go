// Package org leans on a rung above it and reads that rung's table.
package org

import (
	_ "huxue/internal/platform/access"
	_ "huxue/internal/platform/todo"
)

const mine = `SELECT id FROM schools JOIN todos ON TRUE`
