package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"

	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
)

func (s *Service) routeLearn(api *httpapi.API) {
	type mineIn struct {
		Authorization string `header:"Authorization" doc:"Bearer and the pupil's token"`
	}
	type mineOut struct {
		Body struct {
			Items []Lesson `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "campaign-learn-list", Method: http.MethodGet, Path: "/api/v1/learn",
		Summary: "A pupil's campaigns", Tag: "campaign"},
		func(ctx context.Context, in *mineIn) (*mineOut, error) {
			list, err := s.Mine(ctx, in.Authorization)
			out := &mineOut{}
			out.Body.Items = list
			return out, err
		})
	type lookIn struct {
		Authorization string `header:"Authorization" doc:"Bearer and the pupil's token"`
		ID            string `path:"id" maxLength:"40"`
	}
	type lookOut struct{ Body Lesson }
	httpapi.Register(api, httpapi.Op{ID: "campaign-learn-get", Method: http.MethodGet, Path: "/api/v1/learn/{id}",
		Summary: "One of a pupil's campaigns with its steps", Tag: "campaign"},
		func(ctx context.Context, in *lookIn) (*lookOut, error) {
			l, err := s.Look(ctx, in.Authorization, in.ID)
			return &lookOut{l}, err
		})

	// The two that a whole city calls in one evening are quick handlers; see httpapi.Quick.
	httpapi.Quick[httpapi.None, Started](api, httpapi.Op{ID: "campaign-learn-start", Method: http.MethodPost, Path: "/api/v1/learn/{id}/steps/{n}/start",
		Summary: "Begin a step: the ticket, and the questions of a quiz", Tag: "campaign"}, s.serveStart)
	httpapi.Quick[Finishing, Finished](api, httpapi.Op{ID: "campaign-learn-finish", Method: http.MethodPost, Path: "/api/v1/learn/{id}/steps/{n}/finish",
		Summary: "End a step; the last one completes the campaign", Tag: "campaign"}, s.serveFinish)
}

func (s *Service) serveStart(c *httpapi.Call) (any, error) {
	n, err := strconv.Atoi(c.Path("n"))
	if err != nil {
		return nil, errNoStep
	}
	return s.Start(c.Context, c.Authorization, c.Path("id"), n)
}

var errMalformed = errs.Invalid("request.malformed")

func (s *Service) serveFinish(c *httpapi.Call) (any, error) {
	n, err := strconv.Atoi(c.Path("n"))
	if err != nil {
		return nil, errNoStep
	}
	var in Finishing
	if err := json.Unmarshal(c.Body, &in); err != nil {
		return nil, errMalformed.Because(err)
	}
	in.device, in.address = clip(c.Device), s.address(c)
	out, err := s.Finish(c.Context, c.Authorization, c.Path("id"), n, in)
	if errors.Is(err, context.Canceled) {
		return nil, errClosing.Because(err)
	}
	return out, err
}

// clip keeps of a device's name as much as an honest one has.
func clip(name string) string { return name[:min(len(name), 80)] }

// address is where a request comes from. Behind a proxy the last entry is the one
// that our own proxy wrote; earlier ones anybody can.
func (s *Service) address(c *httpapi.Call) string {
	if s.proxied {
		hops := c.Forwarded
		if last := strings.TrimSpace(hops[strings.LastIndexByte(hops, ',')+1:]); last != "" {
			return last
		}
	}
	host, _, _ := net.SplitHostPort(c.Remote)
	return host
}
