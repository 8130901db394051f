package app

import (
	"context"
	"crypto/rand"

	"huxue/internal/modules/cascade"
)

// upper plants the platform of the city's police, switched off, for there is nobody at
// its address; the first school's cameras and boxes are shared with it.
func (s *seeding) upper(ctx context.Context) error {
	home := s.school[s.city.Schools[0].Code]
	path := ""
	areas, err := s.app.org.Areas(ctx)
	if err != nil {
		return err
	}
	for _, a := range areas {
		if a.Level == "city" {
			path = a.Path
		}
	}
	secret := rand.Text()
	u, err := s.app.uppers.Add(ctx, cascade.Input{Path: path, Name: "忻州市公安局视频专网平台", Address: "10.20.1.8:5060", Code: "14090000002000000099",
		OwnCode: "14090000002000000001", Secret: &secret, Transport: "udp", Alarms: true, MayView: true})
	if err != nil {
		return err
	}
	_, _, err = s.app.uppers.Share(ctx, u.ID, cascade.Choice{School: home.ID})
	return err
}
