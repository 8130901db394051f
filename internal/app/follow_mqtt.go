package app

import (
	"context"
	"time"

	"huxue/internal/driver/mqtt"
)

// The settings of a broker that is not ours.
const (
	keyMQTTBroker = "mqtt.broker"
	keyMQTTUser   = "mqtt.user"
	keyMQTTSecret = "mqtt.secret"
	keyMQTTClient = "mqtt.client"
)

const settingsEvery = 2 * time.Second

// followMQTT hears boxes at the broker that the settings name, and at another one when
// they change, until ctx ends.
func (a *App) followMQTT(ctx context.Context) {
	var stop context.CancelFunc
	var now mqtt.Outside
	gone := make(chan struct{})
	close(gone)
	tick := time.NewTicker(settingsEvery)
	defer tick.Stop()
	for {
		want := mqtt.Outside{URL: a.settings.Get(ctx, keyMQTTBroker), User: a.settings.Get(ctx, keyMQTTUser), Password: a.settings.Get(ctx, keyMQTTSecret),
			ClientID: a.settings.Get(ctx, keyMQTTClient)}
		if ctx.Err() == nil && (want.URL != now.URL || want.User != now.User || want.Password != now.Password || want.ClientID != now.ClientID) {
			if stop != nil {
				stop()
				<-gone
				stop = nil
			}
			if now = want; now.URL != "" {
				stop, gone = a.followBroker(ctx, want)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			if stop != nil {
				stop()
			}
			<-gone
			return
		}
	}
}

// followBroker hears one broker in the background.
func (a *App) followBroker(ctx context.Context, o mqtt.Outside) (stop context.CancelFunc, gone chan struct{}) {
	ctx, stop = context.WithCancel(ctx)
	gone = make(chan struct{})
	o.Said = func(err error) {
		if err != nil {
			a.mqtt.Turned(o.URL, "broker_unreachable")
			a.log.WarnContext(ctx, "the broker of the boxes cannot be reached", "broker", o.URL, "error", err)
			return
		}
		a.log.InfoContext(ctx, "boxes are heard at a broker", "broker", o.URL)
	}
	go func() {
		defer close(gone)
		if err := o.Follow(ctx, a.mqtt); err != nil {
			a.log.ErrorContext(ctx, "boxes are not heard at the broker", "broker", o.URL, "error", err)
		}
	}()
	return stop, gone
}
