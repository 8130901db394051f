// Package attic is not on the ladder.
package attic
