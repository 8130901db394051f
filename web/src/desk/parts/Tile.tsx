import { Component, type ReactNode } from 'react'
import { t } from '../../ui/i18n'

interface Props {
  name: string
  children: ReactNode
}

/** A part of the screen that may fail alone: the others go on. */
export class Tile extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <div className="state" role="alert">
        <div>{t('desk.tileFailed', { name: this.props.name })}</div>
        <button type="button" className="btn" onClick={() => this.setState({ failed: false })}>
          {t('ui.retry')}
        </button>
      </div>
    )
  }
}
