package notify

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	tries *prometheus.CounterVec
	wait  *prometheus.HistogramVec
}

func newMetrics(r prometheus.Registerer) *metrics {
	m := &metrics{
		tries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "huxue_notify_attempts_total", Help: "Attempts to deliver, by channel, lane and what the receipt says afterwards.",
		}, []string{"channel", "lane", "state"}),
		wait: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "huxue_notify_sent_seconds", Help: "From the writing of a message until the channel has taken it.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15, 60, 600},
		}, []string{"channel", "lane"}),
	}
	if r != nil {
		r.MustRegister(m.tries, m.wait)
	}
	return m
}

func (m *metrics) tried(o *outcome) {
	m.tries.WithLabelValues(o.d.Channel, string(o.d.Lane), string(o.state)).Inc()
	if o.state == Sent || o.state == Delivered {
		m.wait.WithLabelValues(o.d.Channel, string(o.d.Lane)).Observe(float64(o.at-o.d.At) / 1000)
	}
}
