package alarm

import (
	"context"
	"crypto/ed25519"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/norm"
)

// Limits reads the norm register from memory: the value of key that holds now at
// path, otherwise if nobody has ruled.
type Limits interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

// Roles say which roles of the house fill which posts of a plan, and who can take
// an alarm in hand: at a police desk, or, where it is a call for help, at school.
type Roles struct {
	Posts         map[Post][]string
	Desk, Helpers []string
}

// roleBook is Roles turned round for looking up.
type roleBook struct {
	Roles
	posts map[string][]Post // by role
	all   []string          // every role that fills a post
}

func newRoleBook(r Roles) roleBook {
	b := roleBook{Roles: r, posts: map[string][]Post{}}
	for _, post := range Posts {
		for _, role := range r.Posts[post] {
			if b.posts[role] == nil {
				b.all = append(b.all, role)
			}
			b.posts[role] = append(b.posts[role], post)
		}
	}
	return b
}

// Holders finds the people who hold one of the roles for a path, to tell them of
// joint tests.
type Holders interface {
	Holders(ctx context.Context, tx *db.Tx, roles []string, path string) ([]string, error)
}

// Norms tells by which version of the norm register a moment is judged.
type Norms interface {
	Ruled(ctx context.Context, key, path string, at time.Time) (norm.Ruling, bool)
}

// Identity is the key by which this installation signs what leaves it.
type Identity interface {
	Identity(ctx context.Context) (ed25519.PrivateKey, error)
}
